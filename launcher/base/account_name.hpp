#pragma once

#include <string_view>

namespace launcher {

/// Whether two names can only mean one user: equal, or equal without the domain that one of them leaves out;
/// user@corp.example and CORP\user count as one. Case aside.
bool is_same_user(std::string_view left, std::string_view right);

}  // namespace launcher
