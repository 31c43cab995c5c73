//! An expectation held against a response: pure, no I/O.
