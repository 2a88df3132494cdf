"""The reach calculator and the figures others give: public pages, of no organization."""
