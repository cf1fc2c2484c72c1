#pragma once

#include <chrono>
#include <exception>
#include <string>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/network/network.hpp"
#include "launcher/trail/log.hpp"

/// How the threads that work on drives fail without a failed call, and how they are asked to end.
namespace launcher {

/// What an exception says that reached the end of a drive's thread: an Error's own failure, else that of `what` with
/// ERROR_INTERNAL_ERROR, since it is a bug.
Failure describe_exception(std::string what, std::string subject, const std::exception& error);

/// A call that has given no answer for `waited`; empty `api`: which one it is cannot be said from here.
SystemResult describe_silence(std::string api, std::chrono::milliseconds waited);

/// Asks for an end of what is going on for the connection, and puts what Windows said into the log. Returns
/// the call that was going on; empty: none was.
std::string break_off(Network& network, const ConnectionSpec& connection, Log& log);

}  // namespace launcher
