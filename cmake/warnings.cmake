# One interface target carries the warnings of all of our own code; presets turn them into errors.
add_library(warnings INTERFACE)
if(MSVC)
  # C4702 (unreachable code) comes from the back end, which reports headers of libraries, too. std::getenv and its like
  # are standard C++.
  target_compile_options(warnings INTERFACE /W4 /permissive- /utf-8 /wd4702)
  target_compile_definitions(warnings INTERFACE _CRT_SECURE_NO_WARNINGS)
else()
  # Designated initialisers leave members to their defaults on purpose; GCC 12 warns of each such member.
  target_compile_options(warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
                                            -Wno-missing-field-initializers)
  # GCC 12 sees an overlap in `"text" + std::string` where there is none (GCC bug 105651, mended in 13).
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(warnings INTERFACE -Wno-restrict)
  endif()
endif()

# The sanitizers of the native tests: every defect ends the test at once.
add_library(sanitizers INTERFACE)
if(NOT WIN32 AND NOT DRIVELAUNCH_FUZZ)
  set(sanitizer_flags -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  # -O0: instrumented code takes twice as long to compile with -O1, and the tests run for seconds.
  target_compile_options(sanitizers INTERFACE -O0 ${sanitizer_flags} -D_GLIBCXX_ASSERTIONS)
  target_link_options(sanitizers INTERFACE ${sanitizer_flags})
elseif(DRIVELAUNCH_FUZZ)
  set(sanitizer_flags -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  target_compile_options(sanitizers INTERFACE ${sanitizer_flags})
  target_link_options(sanitizers INTERFACE ${sanitizer_flags})
endif()
