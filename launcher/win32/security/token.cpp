#include "launcher/win32/security/token.hpp"

namespace launcher::win32 {

std::vector<unsigned char> query_token_memory(HANDLE token, TOKEN_INFORMATION_CLASS kind) {
  DWORD size = 0;
  GetTokenInformation(token, kind, nullptr, 0, &size);
  std::vector<unsigned char> memory(size);
  if (size == 0 || GetTokenInformation(token, kind, memory.data(), size, &size) == 0) memory.clear();
  return memory;
}

UniqueHandle query_linked_token(HANDLE token) {
  const auto linked = query_token<TOKEN_LINKED_TOKEN>(token, TokenLinkedToken);
  return make_handle(linked ? linked->LinkedToken : nullptr);
}

}  // namespace launcher::win32
