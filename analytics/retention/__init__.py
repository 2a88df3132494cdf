"""How long the single readings and clicks are kept that numbers were counted from."""
