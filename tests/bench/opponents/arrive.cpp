// The program of a task that `start_many` starts: 0 when all folders it is given are there, once all others run.
//
//   usage: arrive FOLDER...
#include <windows.h>

#include "arrival.hpp"

int wmain(int count, wchar_t** words) {
  for (int i = 1; i < count; ++i) {
    const DWORD attributes = GetFileAttributesW(words[i]);
    if (attributes == INVALID_FILE_ATTRIBUTES || (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) return 1;
  }
  const HANDLE arrived = OpenSemaphoreW(SEMAPHORE_MODIFY_STATE, FALSE, bench::kArrived);
  const HANDLE go_on = OpenEventW(SYNCHRONIZE, FALSE, bench::kGoOn);
  if (arrived == nullptr || go_on == nullptr) return 2;
  if (ReleaseSemaphore(arrived, 1, nullptr) == 0) return 3;
  return WaitForSingleObject(go_on, INFINITE) == WAIT_OBJECT_0 ? 0 : 4;
}
