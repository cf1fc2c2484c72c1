#include "launcher/win32/stop_window.hpp"

#include <windows.h>

#include <utility>

#include "launcher/base/error.hpp"
#include "launcher/win32/console_events.hpp"
#include "launcher/win32/system_library.hpp"

namespace launcher::win32 {
namespace {

constexpr DWORD kMomentBeforeWindow = 100;
constexpr const wchar_t* kClassName = L"DriveLaunch";

/// Not a static import: a run that ends within the moment does not load it at all.
template <typename Function>
Function find_user32(const char* name) {
  return find_system_function<Function>(L"user32.dll", name);
}

struct Functions {
  decltype(&RegisterClassExW) register_class = find_user32<decltype(&RegisterClassExW)>("RegisterClassExW");
  decltype(&CreateWindowExW) create_window = find_user32<decltype(&CreateWindowExW)>("CreateWindowExW");
  decltype(&DestroyWindow) destroy_window = find_user32<decltype(&DestroyWindow)>("DestroyWindow");
  decltype(&DefWindowProcW) default_procedure = find_user32<decltype(&DefWindowProcW)>("DefWindowProcW");
  decltype(&PeekMessageW) peek_message = find_user32<decltype(&PeekMessageW)>("PeekMessageW");
  decltype(&DispatchMessageW) dispatch_message = find_user32<decltype(&DispatchMessageW)>("DispatchMessageW");
  decltype(&MsgWaitForMultipleObjects) wait =
      find_user32<decltype(&MsgWaitForMultipleObjects)>("MsgWaitForMultipleObjects");
};

/// What the window procedure needs; there is one window, and its thread owns this.
struct Context {
  Functions functions;
  const StopWindow::Handlers& handlers;
  HANDLE finished;
};
Context* the_context = nullptr;

LRESULT CALLBACK handle_message(HWND window, UINT message, WPARAM wide, LPARAM extra) {
  if (message == WM_CLOSE) {
    the_context->handlers.on_close();
    return 0;
  }
  if (message == WM_ENDSESSION && wide != 0) {
    the_context->handlers.on_session_end();
    // Returning tells Windows that this process may be ended.
    WaitForSingleObject(the_context->finished, static_cast<DWORD>(ConsoleEvents::kTimeToEnd.count()));
    return 0;
  }
  return the_context->functions.default_procedure(window, message, wide, extra);
}

void serve_window(Context& context) {
  const HINSTANCE instance = GetModuleHandleW(nullptr);
  WNDCLASSEXW window_class{};
  window_class.cbSize = sizeof window_class;
  window_class.lpfnWndProc = handle_message;
  window_class.hInstance = instance;
  window_class.lpszClassName = kClassName;
  context.functions.register_class(&window_class);
  // Top-level, not message-only: those are not found by EnumWindows and get no WM_ENDSESSION.
  const HWND window =
      context.functions.create_window(WS_EX_TOOLWINDOW | WS_EX_NOACTIVATE, kClassName, kClassName, WS_POPUP,
                                      0, 0, 0, 0, nullptr, nullptr, instance, nullptr);
  if (window == nullptr) return;
  while (context.functions.wait(1, &context.finished, FALSE, INFINITE, QS_ALLINPUT) == WAIT_OBJECT_0 + 1) {
    MSG message;
    while (context.functions.peek_message(&message, nullptr, 0, 0, PM_REMOVE) != 0)
      context.functions.dispatch_message(&message);
  }
  context.functions.destroy_window(window);
}

}  // namespace

StopWindow::StopWindow(Handlers handlers)
    : handlers_(std::move(handlers)), finished_(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {
  if (finished_) thread_ = std::thread([this] { serve(); });
}

StopWindow::~StopWindow() {
  if (!thread_.joinable()) return;
  SetEvent(finished_.get());
  thread_.join();
}

void StopWindow::serve() {
  if (WaitForSingleObject(finished_.get(), kMomentBeforeWindow) == WAIT_OBJECT_0) return;
  try {
    Context context{.functions = {}, .handlers = handlers_, .finished = finished_.get()};
    the_context = &context;
    serve_window(context);
  } catch (const Error&) {  // a Windows without user32: no window
    return;
  }
}

}  // namespace launcher::win32
