// The child of every measured run: 0 when all folders it is given are there, so that a run that did not
// connect cannot win.
//
//   usage: see_folder FOLDER...
#include <windows.h>

int wmain(int count, wchar_t** words) {
  for (int i = 1; i < count; ++i) {
    const DWORD attributes = GetFileAttributesW(words[i]);
    if (attributes == INVALID_FILE_ATTRIBUTES || (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) return 1;
  }
  return count > 1 ? 0 : 2;
}
