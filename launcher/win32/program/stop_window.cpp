#include "launcher/win32/program/stop_window.hpp"

#include <windows.h>

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "launcher/base/error.hpp"
#include "launcher/program/stop_decision.hpp"
#include "launcher/win32/program/console_events.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"

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
  std::atomic<bool>& session_ends;
};
Context* the_context = nullptr;

constexpr const char* kNoStop = "cannot pass on to PROGRAM that it is to end";

void close_program(const StopWindow::Handlers& handlers) {
  // No exception may leave a window procedure: Windows called it.
  try {
    handlers.on_close();
  } catch (const std::exception& error) {
    handlers.on_failure(fmt::format("{}: {}", kNoStop, error.what()));
  }
}

LRESULT CALLBACK handle_message(HWND window, UINT message, WPARAM wide, LPARAM extra) {
  if (message == WM_CLOSE) {
    if (!the_context->session_ends) close_program(the_context->handlers);
    return 0;
  }
  if (message == WM_ENDSESSION) {
    if (const auto cause = decide_session_end(wide != 0, static_cast<std::uint32_t>(extra))) {
      the_context->session_ends = true;
      the_context->handlers.on_session_end(*cause);
      // Returning tells Windows that this process may be ended (WM_ENDSESSION's page).
      WaitForSingleObject(the_context->finished, static_cast<DWORD>(ConsoleEvents::kTimeToEnd.count()));
    }
    return 0;
  }
  return the_context->functions.default_procedure(window, message, wide, extra);
}

[[noreturn]] void fail(const char* subject, const SystemResult& result) {
  throw Error(describe_system_failure(
      kNoStop, subject, result,
      "What the task started ends only when it is stopped by force. Look for a process of this session "
      "that uses up windows: Get-Process | Sort-Object Handles -Descending"));
}

void serve_window(Context& context) {
  const HINSTANCE instance = GetModuleHandleW(nullptr);
  WNDCLASSEXW window_class{};
  window_class.cbSize = sizeof window_class;
  window_class.lpfnWndProc = handle_message;
  window_class.hInstance = instance;
  window_class.lpszClassName = kClassName;
  if (context.functions.register_class(&window_class) == 0)
    fail("RegisterClassExW", last_result("RegisterClassExW"));
  // Top-level, not message-only: those are not found by EnumWindows and get no WM_ENDSESSION.
  const HWND window =
      context.functions.create_window(WS_EX_TOOLWINDOW | WS_EX_NOACTIVATE, kClassName, kClassName, WS_POPUP,
                                      0, 0, 0, 0, nullptr, nullptr, instance, nullptr);
  if (window == nullptr) fail("CreateWindowExW", last_result("CreateWindowExW"));
  while (context.functions.wait(1, &context.finished, FALSE, INFINITE, QS_ALLINPUT) == WAIT_OBJECT_0 + 1) {
    MSG message;
    while (context.functions.peek_message(&message, nullptr, 0, 0, PM_REMOVE) != 0)
      context.functions.dispatch_message(&message);
  }
  context.functions.destroy_window(window);
}

}  // namespace

StopWindow::StopWindow(Handlers handlers) : state_(std::make_shared<State>()) {
  state_->handlers = std::move(handlers);
  state_->finished.reset(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (state_->finished) thread_ = std::thread([state = state_] { serve(*state); });
}

StopWindow::~StopWindow() {
  if (!thread_.joinable()) return;
  if (state_->session_ends) {
    thread_.detach();
    return;
  }
  SetEvent(state_->finished.get());
  thread_.join();
}

void StopWindow::serve(State& state) {
  if (WaitForSingleObject(state.finished.get(), kMomentBeforeWindow) == WAIT_OBJECT_0) return;
  try {
    Context context{.functions = {},
                    .handlers = state.handlers,
                    .finished = state.finished.get(),
                    .session_ends = state.session_ends};
    the_context = &context;
    serve_window(context);
  } catch (const std::exception& error) {
    state.handlers.on_failure(error.what());
  }
}

}  // namespace launcher::win32
