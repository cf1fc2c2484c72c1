#include "launcher/win32/child_process.hpp"

#include <windows.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "launcher/win32/handle.hpp"
#include "launcher/win32/job.hpp"
#include "launcher/win32/piped_output.hpp"
#include "launcher/win32/system_error.hpp"
#include "launcher/win32/wide_text.hpp"

namespace launcher::win32 {
namespace {

[[noreturn]] void fail(const StartableProgram& program, const SystemResult& result) {
  throw Error(describe_failure(Operation::start, "cannot start", program.application, result));
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

/// A handler, not SetConsoleCtrlHandler(nullptr, TRUE): that setting would be inherited by the child.
BOOL WINAPI leave_to_child(DWORD event) {
  return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT ? TRUE : FALSE;
}

class JobChildProcess : public ChildProcess {
 public:
  JobChildProcess(Job job, UniqueHandle process, DWORD id)
      : job_(std::move(job)), process_(std::move(process)), id_(id) {}

  ~JobChildProcess() override { SetConsoleCtrlHandler(leave_to_child, FALSE); }

  std::uint32_t id() const override { return id_; }

  ExitCode wait() override {
    // The handle tells that it has ended; STILL_ACTIVE (259) is an exit code like any other.
    if (WaitForSingleObject(process_.get(), INFINITE) != WAIT_OBJECT_0) {
      throw Error(describe_failure(Operation::start, "cannot wait for the program", std::to_string(id_),
                                   last_result("WaitForSingleObject")));
    }
    DWORD code = 0;
    if (GetExitCodeProcess(process_.get(), &code) == 0) {
      throw Error(describe_failure(Operation::start, "cannot read the exit code of the program",
                                   std::to_string(id_), last_result("GetExitCodeProcess")));
    }
    return code;
  }

  void release_descendants() override { job_.release(); }

 private:
  Job job_;
  UniqueHandle process_;
  DWORD id_;
};

}  // namespace

std::unique_ptr<ProgramOutput> JobProcessStarter::open_output(const std::string& path,
                                                              std::uint64_t turn_over_at) {
  return std::make_unique<PipedOutput>(path, turn_over_at);
}

std::unique_ptr<ChildProcess> JobProcessStarter::start(const StartableProgram& program,
                                                       ProgramOutput* output) {
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
  SetConsoleCtrlHandler(leave_to_child, TRUE);
  PROCESS_INFORMATION information{};
  if (CreateProcessW(application.c_str(), command_line.data(), nullptr, nullptr, TRUE, flags, nullptr,
                     directory.empty() ? nullptr : directory.c_str(), &startup.StartupInfo,
                     &information) == 0) {
    const SystemResult result = last_result("CreateProcessW");
    SetConsoleCtrlHandler(leave_to_child, FALSE);
    fail(program, result);
  }
  const UniqueHandle thread(information.hThread);
  if (pipe != nullptr) pipe->close_write_end();
  // From here on the job ends the process if anything throws.
  auto child = std::make_unique<JobChildProcess>(std::move(job), UniqueHandle(information.hProcess),
                                                 information.dwProcessId);
  leases_.share_with(information.hProcess);
  if (ResumeThread(thread.get()) == static_cast<DWORD>(-1)) fail(program, last_result("ResumeThread"));
  return child;
}

}  // namespace launcher::win32
