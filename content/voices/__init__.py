"""Reading what employees say back: comments, verdicts, suggestions, customers' questions, polls."""
