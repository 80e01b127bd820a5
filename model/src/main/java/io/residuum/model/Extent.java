package io.residuum.model;

/** One image's share of a signal: channels × height × width. */
record Extent(int channels, int height, int width) {}
