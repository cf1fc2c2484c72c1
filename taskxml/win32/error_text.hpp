#pragma once

#include <cstdint>
#include <string>

namespace taskxml {

/// "error 5: Access is denied": the number first, then the system's text, in English where it has it.
std::string error_text(std::uint32_t code);

}  // namespace taskxml
