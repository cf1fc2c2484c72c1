#pragma once

#include <exception>
#include <string>

#include "launcher/base/error.hpp"

namespace launcher {

/// What an exception says that reached the end of a drive's thread: an Error's own failure, else that of `what` with
/// ERROR_INTERNAL_ERROR, since it is a bug.
Failure describe_exception(std::string what, std::string subject, const std::exception& error);

}  // namespace launcher
