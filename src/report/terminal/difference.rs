//! What did not hold, as a tree of only the branches that differ.
