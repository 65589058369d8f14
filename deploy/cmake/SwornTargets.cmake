# One target per folder; a folder's CMakeLists.txt lists its files and the folders it may include.
#
#   sworn_library(merkle SOURCES tree.cc TESTS tree_test.cc DEPENDS sworn::base)
#
# makes the library sworn::merkle and, if there are TESTS, the test program sworn_merkle_test.

set(SWORN_SANITIZE "" CACHE STRING "Value of -fsanitize= for the whole build")
option(SWORN_COVERAGE "Instrument for line coverage" OFF)
option(SWORN_FUZZ "Build the fuzzing harnesses (needs clang)" OFF)

if(SWORN_FUZZ AND NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "SWORN_FUZZ needs clang: use the preset fuzz")
endif()

add_library(sworn_options INTERFACE)
target_compile_features(sworn_options INTERFACE cxx_std_20)
target_include_directories(sworn_options INTERFACE "${CMAKE_SOURCE_DIR}")
set(CMAKE_CXX_EXTENSIONS OFF)

if(SWORN_SANITIZE)
  add_compile_options(-fsanitize=${SWORN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SWORN_SANITIZE})
endif()
if(SWORN_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()
# GNU ld takes seconds and gigabytes for programs that link gRPC with debug information.
add_link_options(-fuse-ld=lld)

# Warnings are errors in our own code; generated code is included as SYSTEM.
add_library(sworn_warnings INTERFACE)
target_compile_options(sworn_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wswitch-enum -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False reports on `"text" + std::string` with optimisation (GCC bug 105651).
  target_compile_options(sworn_warnings INTERFACE -Wno-restrict)
endif()

# Gives a program the sanitizers' options; see the file.
function(sworn_sanitizer_options name)
  if(SWORN_SANITIZE)
    target_sources(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests/support/sanitizer_options.cc")
  endif()
endfunction()

function(sworn_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;TESTS;DEPENDS;PRIVATE_DEPENDS;TEST_DEPENDS" ${ARGN})
  if(ARG_SOURCES)
    add_library(sworn_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(sworn_${name}
      PUBLIC sworn_options ${ARG_DEPENDS}
      PRIVATE sworn_warnings ${ARG_PRIVATE_DEPENDS})
  else()
    add_library(sworn_${name} INTERFACE)
    target_link_libraries(sworn_${name} INTERFACE sworn_options ${ARG_DEPENDS})
  endif()
  add_library(sworn::${name} ALIAS sworn_${name})
  if(ARG_TESTS AND BUILD_TESTING)
    sworn_test(sworn_${name}_test SOURCES ${ARG_TESTS} DEPENDS sworn::${name} ${ARG_TEST_DEPENDS})
  endif()
endfunction()

# A test program whose cases ctest lists one by one.
function(sworn_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sworn_warnings ${ARG_DEPENDS} sworn::test_support
    GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE SWORN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  sworn_sanitizer_options(${name})
  include(GoogleTest)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
endfunction()

function(sworn_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sworn_warnings ${ARG_DEPENDS})
  sworn_sanitizer_options(${name})
endfunction()

# A libFuzzer harness, a file with LLVMFuzzerTestOneInput; nothing unless SWORN_FUZZ (preset fuzz).
#
#   sworn_fuzzer(fuzz_signed_event SOURCES signed_event.cc DEPENDS sworn::codec CORPUS corpus/signed_event)
#
# ctest runs it briefly, from the files in CORPUS on. For longer: build/fuzz/bin/fuzz_signed_event
# DIRECTORY, which keeps new inputs in DIRECTORY. libFuzzer prints its seed.
function(sworn_fuzzer name)
  if(NOT SWORN_FUZZ)
    return()
  endif()
  cmake_parse_arguments(ARG "" "CORPUS" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sworn_warnings ${ARG_DEPENDS})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  sworn_sanitizer_options(${name})
  # libFuzzer writes what it finds into the first directory that it is given, never into the tree.
  set(found "${CMAKE_CURRENT_BINARY_DIR}/${name}.corpus")
  file(MAKE_DIRECTORY "${found}")
  set(directories "${found}")
  if(ARG_CORPUS)
    list(APPEND directories "${CMAKE_CURRENT_SOURCE_DIR}/${ARG_CORPUS}")
  endif()
  add_test(NAME fuzz.${name}
    COMMAND ${name} -max_total_time=60 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
      "-artifact_prefix=${CMAKE_CURRENT_BINARY_DIR}/${name}." ${directories})
  set_tests_properties(fuzz.${name} PROPERTIES TIMEOUT 300)
endfunction()
