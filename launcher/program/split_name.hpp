#pragma once

#include <string_view>

/// The name of a program that was split at a blank: `C:\Program` `Files\App\app.exe`. find_split_program() in
/// program.cpp looks for it.
namespace launcher {

/// Whether `rest`, which was split off behind a blank and begins with it, can be the rest of that name. Not:
/// a way to another folder (`.`, `..`, empty names, names that end in dots or blanks, which Windows drops), a
/// slash at the beginning of a word, which is a switch, a wildcard, a quote, a stream or a drive, a control
/// character. What stands behind PROGRAM may come from whoever starts the task.
bool can_be_rest_of_name(std::string_view rest);

/// Whether the name ends here: with .exe, .com, .bat or .cmd. Nothing behind that belongs to it.
bool ends_as_program(std::string_view name);

}  // namespace launcher
