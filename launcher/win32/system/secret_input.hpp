#pragma once

#include <windows.h>

#include <cstddef>
#include <functional>

#include "launcher/base/failure.hpp"
#include "launcher/text/secret.hpp"

/// Reading a secret from a console or a pipe, with no copy of it left in memory.
namespace launcher::win32 {

/// What to do with a call that failed: throws.
using InputFailed = std::function<void(const SystemResult& result)>;

/// One line from a console, without echo, as UTF-8 with its line end; at most `longest` characters of UTF-16.
/// Empty for what is not valid UTF-16, and where Ctrl-C broke the line off. The console gets its mode back,
/// also when Ctrl-C ends the process.
Secret read_hidden_line(HANDLE console, std::size_t longest, const InputFailed& fail);

/// All of a file or a pipe; of one that has more, the first `longest` bytes.
Secret read_secret_stream(HANDLE input, std::size_t longest, const InputFailed& fail);

}  // namespace launcher::win32
