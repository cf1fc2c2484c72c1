#include "launcher/win32/program/output_pipe.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/security_descriptor.hpp"
#include "launcher/win32/system/random_name.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

constexpr DWORD kBufferSize = 65536;

[[noreturn]] void fail(const char* api) {
  const SystemResult result = last_result(api);
  throw Error(describe_system_failure(
      "cannot make the pipe for --output", "pipe", result,
      "Look for a process that uses up handles or memory: Get-Process | Sort-Object Handles -Descending"));
}

UniqueHandle make_event() {
  UniqueHandle event(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!event) fail("CreateEventW");
  return event;
}

/// A pipe of CreatePipe cannot be read overlapped (its page), and a read that cannot be broken off would wait
/// for descendants that outlive the program. So it has a name, which is taken once and for good: one
/// instance, the first of its name, and that one is connected at once. Nobody can guess the name: who takes it
/// first would keep the run from its output, and who is the same account could connect first.
std::pair<UniqueHandle, UniqueHandle> make_pipe() {
  const std::wstring name = to_wide(R"(\\.\pipe\DriveLaunch.)" + make_random_name());
  SecurityDescriptor only_us("D:P(A;;GA;;;" + query_own_sid() + ")");
  UniqueHandle read_end = make_handle(CreateNamedPipeW(
      name.c_str(), PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
      PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1, 0, kBufferSize, 0, only_us.attributes()));
  if (!read_end) fail("CreateNamedPipeW");
  SECURITY_ATTRIBUTES inheritable{
      .nLength = sizeof inheritable, .lpSecurityDescriptor = nullptr, .bInheritHandle = TRUE};
  // FILE_READ_ATTRIBUTES: the runtime libraries of programs ask what kind of handle they have.
  UniqueHandle write_end =
      make_handle(CreateFileW(name.c_str(), GENERIC_WRITE | FILE_READ_ATTRIBUTES, 0, &inheritable,
                              OPEN_EXISTING, SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr));
  if (!write_end) fail("CreateFileW");
  return {std::move(read_end), std::move(write_end)};
}

}  // namespace

OutputPipe::OutputPipe(std::function<void(std::string_view)> take)
    : take_(std::move(take)), completed_(make_event()), stop_(make_event()) {
  std::tie(read_end_, write_end_) = make_pipe();
  thread_ = std::thread([this] { read_all(); });
}

OutputPipe::~OutputPipe() {
  finish();
}

void OutputPipe::finish() {
  if (!thread_.joinable()) return;
  write_end_.reset();
  SetEvent(stop_.get());
  thread_.join();
  read_end_.reset();
}

bool OutputPipe::read_some(char* buffer, DWORD size, HANDLE stop, DWORD& count) {
  OVERLAPPED overlapped{};
  overlapped.hEvent = completed_.get();
  if (ReadFile(read_end_.get(), buffer, size, nullptr, &overlapped) == 0) {
    if (GetLastError() != ERROR_IO_PENDING) return false;
    const std::array<HANDLE, 2> handles{completed_.get(), stop};
    if (WaitForMultipleObjects(stop != nullptr ? 2 : 1, handles.data(), FALSE, INFINITE) != WAIT_OBJECT_0)
      CancelIoEx(read_end_.get(), &overlapped);
  }
  // Waits until the system has let go of buffer and structure, also of a read that was broken off.
  return GetOverlappedResult(read_end_.get(), &overlapped, &count, TRUE) != 0;
}

void OutputPipe::read_all() {
  std::vector<char> buffer(kBufferSize);
  DWORD count = 0;
  while (WaitForSingleObject(stop_.get(), 0) != WAIT_OBJECT_0 &&
         read_some(buffer.data(), kBufferSize, stop_.get(), count))
    take_({buffer.data(), count});
  // What was there at the end, and no more: a descendant may go on writing.
  DWORD left = 0;
  if (PeekNamedPipe(read_end_.get(), nullptr, 0, nullptr, &left, nullptr) == 0) return;
  while (left != 0 && read_some(buffer.data(), std::min(left, kBufferSize), nullptr, count)) {
    take_({buffer.data(), count});
    left -= count;
  }
}

}  // namespace launcher::win32
