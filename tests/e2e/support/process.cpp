#include "support/process.hpp"

#include <stdexcept>
#include <string_view>
#include <thread>

#include "support/system_failure.hpp"
#include "support/text.hpp"

namespace e2e {
namespace {

struct Pipe {
  OwnedHandle read;
  OwnedHandle write;
};

Pipe make_pipe() {
  HANDLE read = nullptr;
  HANDLE write = nullptr;
  if (CreatePipe(&read, &write, nullptr, 0) == 0) fail("cannot make a pipe");
  return {own(read), own(write)};
}

void make_inheritable(HANDLE handle) {
  if (SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT) == 0)
    fail("cannot pass on a handle");
}

OwnedHandle open_stream_file(const std::string& path, DWORD access, DWORD creation) {
  OwnedHandle file = own(CreateFileW(widen(path).c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                     creation, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) fail("cannot open " + path);
  return file;
}

/// Own environment with changes, as CreateProcessW wants it: NAME=VALUE, each ended by a NUL, one more at the
/// end.
std::wstring make_environment(const std::map<std::string, std::string>& changes) {
  std::wstring block;
  wchar_t* const own_block = GetEnvironmentStringsW();
  for (const wchar_t* entry = own_block; *entry != L'\0'; entry += std::wstring_view(entry).size() + 1) {
    const std::wstring_view text(entry);
    const std::string name = narrow(text.substr(0, text.find(L'=', 1)));
    if (!changes.contains(name)) block.append(text).push_back(L'\0');
  }
  FreeEnvironmentStringsW(own_block);
  for (const auto& [name, value] : changes)
    block.append(widen(name + "=" + value)).push_back(L'\0');
  block.push_back(L'\0');
  return block;
}

void read_to_end(HANDLE pipe, std::string& text) {
  char buffer[65536];
  DWORD size = 0;
  while (ReadFile(pipe, buffer, sizeof buffer, &size, nullptr) != 0)
    text.append(buffer, size);
}

void write_all(HANDLE pipe, std::string_view text) {
  DWORD written = 0;
  // A program that ends without reading all is no failure of the test's own.
  while (!text.empty() &&
         WriteFile(pipe, text.data(), static_cast<DWORD>(text.size()), &written, nullptr) != 0)
    text.remove_prefix(written);
}

}  // namespace

/// The test's ends of the pipes and the threads that serve them.
struct RunningProcess::Streams {
  Pipe input, output, errors;
  std::string input_text, output_text, errors_text;
  std::thread writer, output_reader, errors_reader;

  void start() {
    writer = std::thread([this] {
      write_all(input.write.get(), input_text);
      input.write.reset();
    });
    output_reader = std::thread([this] { read_to_end(output.read.get(), output_text); });
    errors_reader = std::thread([this] { read_to_end(errors.read.get(), errors_text); });
  }

  void finish() {
    for (std::thread* thread : {&writer, &output_reader, &errors_reader}) {
      if (thread->joinable()) thread->join();
    }
  }
};

RunningProcess::RunningProcess(const ProcessRequest& request) : streams_(std::make_unique<Streams>()) {
  Streams& streams = *streams_;
  streams.input = make_pipe();
  streams.output = make_pipe();
  streams.errors = make_pipe();
  streams.input_text = request.input;
  if (!request.input_file.empty())
    streams.input.read = open_stream_file(request.input_file, GENERIC_READ, OPEN_EXISTING);
  if (!request.output_file.empty())
    streams.output.write = open_stream_file(request.output_file, GENERIC_WRITE, CREATE_ALWAYS);
  if (!request.errors_file.empty())
    streams.errors.write = open_stream_file(request.errors_file, GENERIC_WRITE, CREATE_ALWAYS);
  for (const HANDLE handle :
       {streams.input.read.get(), streams.output.write.get(), streams.errors.write.get()})
    make_inheritable(handle);

  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  startup.dwFlags = STARTF_USESTDHANDLES;
  startup.hStdInput = streams.input.read.get();
  startup.hStdOutput = streams.output.write.get();
  startup.hStdError = streams.errors.write.get();
  if (request.without_streams) startup.hStdInput = startup.hStdOutput = startup.hStdError = nullptr;
  if (request.show) {
    startup.dwFlags |= STARTF_USESHOWWINDOW;
    startup.wShowWindow = *request.show;
  }
  std::wstring line = request.line;
  std::wstring environment = make_environment(request.variables);
  const std::wstring directory = widen(request.directory);
  PROCESS_INFORMATION information{};
  begin_ = std::chrono::steady_clock::now();
  const wchar_t* const start_in = directory.empty() ? nullptr : directory.c_str();
  const DWORD flags = request.flags | CREATE_UNICODE_ENVIRONMENT;
  const OwnedHandle token = token_with(request.rights);
  const BOOL is_started =
      token ? CreateProcessAsUserW(token.get(), nullptr, line.data(), nullptr, nullptr, TRUE, flags,
                                   environment.data(), start_in, &startup, &information)
            : CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, flags, environment.data(),
                             start_in, &startup, &information);
  if (is_started == 0) {
    fail("cannot start " + narrow(line.substr(0, 200)));
  }
  CloseHandle(information.hThread);
  process_ = own(information.hProcess);
  streams.input.read.reset();
  streams.output.write.reset();
  streams.errors.write.reset();
  streams.start();
}

RunningProcess::~RunningProcess() {
  if (!has_ended()) TerminateProcess(process_.get(), 1);
  // The threads end with the last process that holds the other ends: the launcher's job ends those.
  streams_->finish();
}

void RunningProcess::kill() {
  TerminateProcess(process_.get(), 1);
  WaitForSingleObject(process_.get(), INFINITE);
}

ProcessResult RunningProcess::wait(std::chrono::milliseconds patience) {
  if (WaitForSingleObject(process_.get(), static_cast<DWORD>(patience.count())) != WAIT_OBJECT_0)
    throw std::runtime_error("the program did not end in " + std::to_string(patience.count()) + " ms");
  ProcessResult result;
  result.duration =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin_);
  DWORD code = 0;
  if (GetExitCodeProcess(process_.get(), &code) == 0) fail("cannot read the exit code");
  result.exit_code = code;
  streams_->finish();
  result.output = std::move(streams_->output_text);
  result.errors = std::move(streams_->errors_text);
  return result;
}

ProcessResult run_process(const ProcessRequest& request) {
  return RunningProcess(request).wait();
}

}  // namespace e2e
