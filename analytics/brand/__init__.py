"""What other tools count about the brand: entered or imported with its source, never made up."""
