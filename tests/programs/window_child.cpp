// A program of the GUI subsystem with a visible window, that may or may not save when it is asked to close.
//   window_child READY save SAVED       at WM_CLOSE writes the file SAVED and ends with 21
//   window_child READY ignore END       takes no notice of WM_CLOSE; ends with 22 when the file END exists
// READY is written when the window is there.
#include <windows.h>

#include <cstdlib>
#include <string>

namespace {

std::wstring saved;  // empty: ignores WM_CLOSE
std::wstring end;

void touch(const std::wstring& path) {
  CloseHandle(
      CreateFileW(path.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
}

LRESULT CALLBACK handle_message(HWND window, UINT message, WPARAM wide, LPARAM extra) {
  switch (message) {
    case WM_CLOSE:
      if (saved.empty()) return 0;
      touch(saved);
      PostQuitMessage(21);
      return 0;
    case WM_TIMER:
      if (GetFileAttributesW(end.c_str()) != INVALID_FILE_ATTRIBUTES) PostQuitMessage(22);
      return 0;
    default:
      return DefWindowProcW(window, message, wide, extra);
  }
}

}  // namespace

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE, PWSTR, int) {
  if (__argc != 4) return 99;
  if (std::wstring(__wargv[2]) == L"save") {
    saved = __wargv[3];
  } else {
    end = __wargv[3];
  }
  WNDCLASSW window_class{};
  window_class.lpfnWndProc = handle_message;
  window_class.hInstance = instance;
  window_class.lpszClassName = L"window_child";
  RegisterClassW(&window_class);
  const HWND window = CreateWindowExW(0, L"window_child", L"window_child", WS_OVERLAPPEDWINDOW | WS_VISIBLE,
                                      0, 0, 100, 100, nullptr, nullptr, instance, nullptr);
  if (window == nullptr) return 98;
  if (!end.empty()) SetTimer(window, 1, 10, nullptr);
  touch(__wargv[1]);
  MSG message;
  while (GetMessageW(&message, nullptr, 0, 0) > 0)
    DispatchMessageW(&message);
  return static_cast<int>(message.wParam);
}
