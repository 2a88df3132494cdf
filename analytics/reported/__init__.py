"""Figures that members read at the network for shares by hand: their own word, told apart."""
