#pragma once

#include <string>

namespace taskxml {

enum class Command;

std::string general_help();
std::string command_help(Command command);

}  // namespace taskxml
