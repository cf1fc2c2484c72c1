#pragma once

#include <string_view>

#include "taskxml/task/read_action.hpp"

namespace taskxml {

/// Throws std::logic_error unless `after`, read as if it came from elsewhere, can take the place of `before`: it is
/// one well-formed Exec element of the same name, which tinyxml2 reads likewise, which needs no prefix and makes no
/// declaration that `before` had not, and which starts what `before` starts.
void verify_action(const ReadAction& before, const ReadAction& after);

/// Ends a proof: throws std::logic_error with what is wrong.
[[noreturn]] void fail_verification(std::string_view what);

}  // namespace taskxml
