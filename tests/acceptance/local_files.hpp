#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Files and folders of this program. Paths are absolute and UTF-8; failures are launcher::Error.
namespace acceptance {

/// Makes a folder with this owner and these permissions (SDDL). One that is there already is a failure.
void make_folder(const std::string& path, const wchar_t* sddl);
/// The same with the permissions that its parent hands down.
void make_folder(const std::string& path);

/// Whether anything has this name.
bool exists(const std::string& path);

/// Whether it is a folder, no link, and belongs to Administrators, SYSTEM or this account: one that somebody else
/// made in advance is not ours to use or to remove.
bool is_folder_of_administrators(const std::string& path);

void write_file(const std::string& path, std::string_view bytes);
/// Adds to the end of the file, and returns when it is on the disk.
void append_to_disk(const std::string& path, std::string_view bytes);
/// Empty: there is no such file.
std::optional<std::string> read_file(const std::string& path);
void copy_file(const std::string& from, const std::string& to);

/// When the file or folder, or what is in it, was last changed: a number that grows. Of one that is missing: "never".
std::string show_time_of_change(const std::string& path);

/// Removes a file, or a folder with all that is in it. A link is removed, never followed. Tries for 10 s what is
/// still in use. Nothing happens where there is nothing.
void remove_all(const std::string& path);

/// The path of the program that runs, and its folder.
std::string own_program();
std::string own_folder();

}  // namespace acceptance
