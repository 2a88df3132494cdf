"""The numbers of one post: what it brought in a period, as far as the rules let it be told."""
