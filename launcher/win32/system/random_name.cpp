#include "launcher/win32/system/random_name.hpp"

#include <windows.h>

#include <bcrypt.h>
#include <fmt/format.h>

#include <array>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"

namespace launcher::win32 {

std::string make_random_name() {
  const auto generate = find_system_function<decltype(&BCryptGenRandom)>(L"bcrypt.dll", "BCryptGenRandom");
  std::array<unsigned char, 16> bytes{};
  const NTSTATUS status =
      generate(nullptr, bytes.data(), static_cast<ULONG>(bytes.size()), BCRYPT_USE_SYSTEM_PREFERRED_RNG);
  if (status < 0) {
    throw Error(describe_system_failure("cannot draw a random name", "random numbers of Windows",
                                        make_result(static_cast<DWORD>(status), "BCryptGenRandom"),
                                        "Repair Windows: sfc /scannow"));
  }
  std::string name;
  for (const unsigned char byte : bytes)
    name += fmt::format("{:02x}", byte);
  return name;
}

}  // namespace launcher::win32
