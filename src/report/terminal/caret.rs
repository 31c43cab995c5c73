//! The lines of a scenario file that promised what did not hold, each with its carets.
