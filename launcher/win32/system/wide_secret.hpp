#pragma once

#include "launcher/text/secret.hpp"

namespace launcher::win32 {

using WideSecret = BasicSecret<wchar_t>;  ///< UTF-16, with the NUL that ends it

/// `text` is valid UTF-8.
WideSecret widen(const Secret& text);

/// `text` has no NUL. Empty for what is not valid UTF-16.
Secret narrow(const WideSecret& text);

}  // namespace launcher::win32
