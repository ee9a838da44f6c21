//! Programs that use the generated client wrongly. They are examples behind a feature, so that they are built with what is
//! built already; the test holds what rustc says about each against `programs/<name>.txt`.
