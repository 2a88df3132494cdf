"""Finding posts: their words without endings, in their own language, with typos."""
