#include "taskxml/command/walk.hpp"

namespace taskxml {

unsigned count_jobs(std::span<const Input> inputs, unsigned wanted) {
  const auto files =
      std::count_if(inputs.begin(), inputs.end(), [](const Input& input) { return input.task() == nullptr; });
  const unsigned jobs = wanted == 0 ? std::max(1U, std::thread::hardware_concurrency()) : wanted;
  return static_cast<unsigned>(std::min<std::size_t>(jobs, static_cast<std::size_t>(files)));
}

}  // namespace taskxml
