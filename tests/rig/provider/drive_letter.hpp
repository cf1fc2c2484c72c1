#pragma once
// Drive letters of the Wine prefix. Wine's DefineDosDeviceW makes a name that cannot be opened, so they are
// asked of its mount manager, the way Wine's own winecfg does.
#include <windows.h>

#include <string>

namespace rig {

/// Whether anything has the letter: a disk, Wine's Z:, or a network drive.
bool is_letter_in_use(wchar_t letter);

/// Makes the letter show \\server\share\folder, until it is removed. Returns a Win32 code.
DWORD define_letter(wchar_t letter, const std::wstring& remote);

/// Takes the letter away, open files or not. Returns a Win32 code.
DWORD remove_letter(wchar_t letter);

}  // namespace rig
