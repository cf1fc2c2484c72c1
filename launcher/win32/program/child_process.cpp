#include "launcher/win32/program/child_process.hpp"

#include <windows.h>

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "launcher/win32/program/console_events.hpp"
#include "launcher/win32/program/job.hpp"
#include "launcher/win32/program/piped_output.hpp"
#include "launcher/win32/program/stop_program.hpp"
#include "launcher/win32/program/stop_window.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

[[noreturn]] void fail(const StartableProgram& program, const SystemResult& result) {
  throw Error(describe_start_failure("cannot start", program.application, result));
}

/// A list of one attribute: the job the process is born into (UpdateProcThreadAttribute,
/// PROC_THREAD_ATTRIBUTE_JOB_LIST, Windows 10 and Server 2016). Nothing can happen between the start of the
/// process and its joining the job.
class JobAttribute {
 public:
  explicit JobAttribute(HANDLE job) : job_(job) {
    SIZE_T size = 0;
    InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    memory_.resize(size);
    ready_ = InitializeProcThreadAttributeList(list(), 1, 0, &size) != 0;
    // ProcThreadAttributeValue(13, FALSE, TRUE, FALSE); mingw-w64 10 has no name for it.
    constexpr DWORD_PTR kJobList = 0x0002000D;
    assigned_ =
        ready_ && UpdateProcThreadAttribute(list(), 0, kJobList, &job_, sizeof job_, nullptr, nullptr) != 0;
  }
  ~JobAttribute() {
    if (ready_) DeleteProcThreadAttributeList(list());
  }
  JobAttribute(const JobAttribute&) = delete;
  JobAttribute& operator=(const JobAttribute&) = delete;

  bool is_assigned() const { return assigned_; }
  LPPROC_THREAD_ATTRIBUTE_LIST list() {
    return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.data());
  }

 private:
  HANDLE job_;  // must live as long as the list: it keeps the address
  std::vector<unsigned char> memory_;
  bool ready_ = false;
  bool assigned_ = false;
};

/// Our standard handles in a form a child can inherit; `output`, where there is one, in place of both
/// outputs.
class InheritableStandardHandles {
 public:
  InheritableStandardHandles(STARTUPINFOW& startup, HANDLE output) {
    startup.hStdInput = make_inheritable(STD_INPUT_HANDLE, 0);
    startup.hStdOutput = output != nullptr ? output : make_inheritable(STD_OUTPUT_HANDLE, 1);
    startup.hStdError = output != nullptr ? output : make_inheritable(STD_ERROR_HANDLE, 2);
    const bool any =
        startup.hStdInput != nullptr || startup.hStdOutput != nullptr || startup.hStdError != nullptr;
    if (any) startup.dwFlags |= STARTF_USESTDHANDLES;
  }

 private:
  HANDLE make_inheritable(DWORD which, std::size_t slot) {
    const HANDLE handle = GetStdHandle(which);
    DWORD flags = 0;
    if (handle == nullptr || handle == INVALID_HANDLE_VALUE) return nullptr;
    // A handle that was closed before us is passed on as what it is: none.
    if (GetHandleInformation(handle, &flags) == 0) return nullptr;
    if ((flags & HANDLE_FLAG_INHERIT) != 0) return handle;
    HANDLE copy = nullptr;
    if (DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), &copy, 0, TRUE,
                        DUPLICATE_SAME_ACCESS) == 0) {
      return nullptr;
    }
    copies_.at(slot).reset(copy);
    return copy;
  }

  std::array<UniqueHandle, 3> copies_;
};

/// What the launcher was started with, for the child: how and where its window shows.
STARTUPINFOW copy_show_state() {
  STARTUPINFOW own{};
  own.cb = sizeof own;
  GetStartupInfoW(&own);
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  startup.lpDesktop = own.lpDesktop;
  startup.dwFlags =
      own.dwFlags & (STARTF_USESHOWWINDOW | STARTF_USESIZE | STARTF_USEPOSITION | STARTF_USECOUNTCHARS |
                     STARTF_USEFILLATTRIBUTE | STARTF_FORCEONFEEDBACK | STARTF_FORCEOFFFEEDBACK);
  startup.wShowWindow = own.wShowWindow;
  startup.dwX = own.dwX;
  startup.dwY = own.dwY;
  startup.dwXSize = own.dwXSize;
  startup.dwYSize = own.dwYSize;
  startup.dwXCountChars = own.dwXCountChars;
  startup.dwYCountChars = own.dwYCountChars;
  startup.dwFillAttribute = own.dwFillAttribute;
  return startup;
}

std::string query_image(DWORD id) {
  const UniqueHandle process(OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id));
  std::vector<wchar_t> path(32768);
  auto size = static_cast<DWORD>(path.size());
  if (!process || QueryFullProcessImageNameW(process.get(), 0, path.data(), &size) == 0) return {};
  return wtf8_from_wide({path.data(), size});
}

class JobChildProcess : public ChildProcess {
 public:
  JobChildProcess(Job job, UniqueHandle process, DWORD id, std::unique_ptr<ConsoleEvents> console_events,
                  ProgramObserver observer)
      : job_(std::move(job)),
        process_(std::move(process)),
        id_(id),
        observer_(std::move(observer)),
        console_events_(std::move(console_events)),
        stop_window_({.on_close = [this] { pass_on_close(); },
                      .on_session_end = &ConsoleEvents::close,
                      .on_failure = observer_.on_failure}) {}

  std::uint32_t id() const override { return id_; }

  ExitCode wait() override {
    // The handle shows that it has ended; STILL_ACTIVE (259) is an exit code like any other.
    const std::array<HANDLE, 2> handles{process_.get(), ConsoleEvents::closing()};
    DWORD waited = WaitForMultipleObjects(2, handles.data(), FALSE, INFINITE);
    if (waited == WAIT_OBJECT_0 + 1) {
      report_closing();
      // The console, or its windows, notify the program, too.
      const auto time = ConsoleEvents::kTimeToEnd - kTimeForDrives;
      if (WaitForSingleObject(process_.get(), static_cast<DWORD>(time.count())) == WAIT_TIMEOUT) {
        was_ended_ = true;
        job_.end_processes(kControlCExit);
        // A process with I/O that cannot be cancelled, to a server that is gone, ends only with that
        // (TerminateProcess's page): the drives do not wait for it.
        if (WaitForSingleObject(process_.get(), kTimeToTerminate) == WAIT_TIMEOUT) return kControlCExit;
      }
      waited = WaitForSingleObject(process_.get(), INFINITE);
    }
    if (waited != WAIT_OBJECT_0)
      fail_after_start("cannot wait for the program", last_result("WaitForMultipleObjects"));
    // It may have ended before we noticed.
    if (ConsoleEvents::deadline()) report_closing();
    DWORD code = 0;
    if (GetExitCodeProcess(process_.get(), &code) == 0)
      fail_after_start("cannot read the exit code of the program", last_result("GetExitCodeProcess"));
    return code;
  }

  bool was_ended() override { return was_ended_; }

  std::vector<Descendant> descendants() override {
    std::vector<Descendant> found;
    for (const DWORD id : query_processes()) {
      if (id != id_) found.push_back({.id = id, .image = query_image(id)});
    }
    return found;
  }

  bool wait_for_descendants(std::optional<Clock::time_point> deadline) override {
    if (job_.wait_until_empty(deadline, ConsoleEvents::closing())) return true;
    const auto end_by = ConsoleEvents::deadline();
    if (end_by) report_closing();
    // With --until tree they end as the program would; else they are let go already.
    if (!deadline && end_by && !job_.wait_until_empty(*end_by - kTimeForDrives, nullptr))
      job_.end_processes(kControlCExit);
    return false;
  }

  std::optional<Clock::time_point> end_by() override { return ConsoleEvents::deadline(); }

  /// Not those that were ended, and that Windows is still ending.
  void release_descendants() override {
    if (!was_ended_) job_.release();
  }

 private:
  [[noreturn]] void fail_after_start(const char* what, const SystemResult& result) const {
    throw Error(describe_system_failure(
        what, std::to_string(id_), result,
        fmt::format("See whether it still runs: Get-Process -Id {}; its own log says how far it came", id_)));
  }

  void report_closing() {
    if (!std::exchange(told_of_closing_, true)) observer_.on_stop({.cause = ConsoleEvents::cause()});
  }

  /// Of the time that there is when everything is to end; the rest is for the program.
  static constexpr std::chrono::milliseconds kTimeForDrives{1000};
  /// Milliseconds of that for a program that is ended to be gone.
  static constexpr DWORD kTimeToTerminate = 300;
  /// STATUS_CONTROL_C_EXIT, with which Windows ends what does not end by itself.
  static constexpr ExitCode kControlCExit = 0xC000013A;

  void pass_on_close() {
    const std::vector<DWORD> processes = query_processes();
    if (!processes.empty()) observer_.on_stop(ask_to_end(id_, processes));
  }

  /// Where Windows does not say, PROGRAM alone as long as it runs, and the log says that its descendants are
  /// not known.
  std::vector<DWORD> query_processes() {
    if (auto processes = job_.process_ids()) return *std::move(processes);
    observer_.on_failure(format_failure(describe_system_failure(
        "cannot find out what PROGRAM has started", std::to_string(id_),
        last_result("QueryInformationJobObject"),
        "What runs on loses its drives; see what that is: Get-CimInstance Win32_Process")));
    if (WaitForSingleObject(process_.get(), 0) == WAIT_OBJECT_0) return {};
    return {id_};
  }

  Job job_;
  UniqueHandle process_;
  DWORD id_;
  ProgramObserver observer_;
  bool was_ended_ = false;
  bool told_of_closing_ = false;
  std::unique_ptr<ConsoleEvents> console_events_;
  StopWindow stop_window_;  // last: its thread uses the others
};

}  // namespace

std::unique_ptr<ProgramOutput> JobProcessStarter::open_output(const std::string& path,
                                                              std::uint64_t rotate_at) {
  return std::make_unique<PipedOutput>(path, rotate_at);
}

std::unique_ptr<ChildProcess> JobProcessStarter::start(const StartableProgram& program, ProgramOutput* output,
                                                       ProgramObserver observer) {
  OutputPipe* const pipe = output == nullptr ? nullptr : &static_cast<PipedOutput*>(output)->pipe();
  Job job;
  JobAttribute attribute(job.handle());
  if (!attribute.is_assigned()) fail(program, last_result("UpdateProcThreadAttribute"));

  STARTUPINFOEXW startup{};
  startup.StartupInfo = copy_show_state();
  startup.StartupInfo.cb = sizeof startup;
  startup.lpAttributeList = attribute.list();
  const InheritableStandardHandles handles(startup.StartupInfo,
                                           pipe == nullptr ? nullptr : pipe->write_end());

  const std::wstring application = to_wide(program.application);
  std::wstring command_line = wide_from_wtf8(program.command_line);
  const std::wstring directory = to_wide(program.directory);
  // Our own priority class, explicitly: CreateProcessW would only hand down the two lowest by itself.
  // Suspended until it holds what must live as long as it does.
  DWORD flags = CREATE_SUSPENDED | EXTENDED_STARTUPINFO_PRESENT | GetPriorityClass(GetCurrentProcess());
  if (console_window_ == ConsoleWindow::none) flags |= CREATE_NO_WINDOW;
  auto console_events = std::make_unique<ConsoleEvents>();
  PROCESS_INFORMATION information{};
  if (CreateProcessW(application.c_str(), command_line.data(), nullptr, nullptr, TRUE, flags, nullptr,
                     directory.empty() ? nullptr : directory.c_str(), &startup.StartupInfo,
                     &information) == 0) {
    const SystemResult result = last_result("CreateProcessW");
    fail(program, result);
  }
  const UniqueHandle thread(information.hThread);
  if (pipe != nullptr) pipe->close_write_end();
  // From here on the job ends the process if anything throws.
  auto child = std::make_unique<JobChildProcess>(std::move(job), UniqueHandle(information.hProcess),
                                                 information.dwProcessId, std::move(console_events),
                                                 std::move(observer));
  leases_.share_with(information.hProcess);
  if (ResumeThread(thread.get()) == static_cast<DWORD>(-1)) fail(program, last_result("ResumeThread"));
  return child;
}

}  // namespace launcher::win32
