// An error that a person can act on: the message is one full sentence, shown as it is.
#pragma once

#include <stdexcept>

namespace ttt {

/// Thrown by the engine and the sessions for everything that a user, a file or a machine can cause.
/// Any other exception is a defect of the program.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace ttt
