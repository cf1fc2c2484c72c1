#pragma once
#include <string>
#include <string_view>
#include <vector>

/// What Task Scheduler makes of an Exec action before it starts it.
namespace scheduler {

/// $(Arg0) to $(Arg31) by what Run was given, $$ by $; all else as it is, also an argument that was not given
/// ([MS-TSCH] 2.5.9).
std::wstring substitute(std::wstring_view text, const std::vector<std::wstring>& arguments);

/// %NAME% by the environment of this process; an unknown name stays ("Exec (actionGroup) Element").
std::wstring expand(const std::wstring& text);

/// `"Command" Arguments`. A Command that has quotes of its own gets no second pair.
std::wstring join_line(const std::wstring& command, const std::wstring& arguments);

}  // namespace scheduler
