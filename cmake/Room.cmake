# One static library a room, its unit tests beside the code.
#
#   neutrino_room(NAME store
#     SOURCES a.cpp b.cpp          explicit: no globbing
#     TESTS   a_test.cpp
#     ROOMS   base resource        other rooms that it may include
#     LINK    neutrino_soci)       third-party targets, private to the room

add_library(neutrino_options INTERFACE)
target_include_directories(neutrino_options INTERFACE "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src")
target_compile_options(neutrino_options INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these two inside libstdc++'s own string and vector.
  target_compile_options(neutrino_options INTERFACE
    -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread
    -Wno-dangling-pointer)
endif()
target_link_libraries(neutrino_options INTERFACE Threads::Threads fmt::fmt)
if(NEUTRINO_SANITIZE)
  target_compile_options(neutrino_options INTERFACE -fsanitize=${NEUTRINO_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(neutrino_options INTERFACE -fsanitize=${NEUTRINO_SANITIZE})
endif()
if(NEUTRINO_COVERAGE)
  target_compile_options(neutrino_options INTERFACE --coverage)
  target_link_options(neutrino_options INTERFACE --coverage)
endif()

function(neutrino_room)
  cmake_parse_arguments(R "" "NAME" "SOURCES;TESTS;ROOMS;LINK;TEST_LINK" ${ARGN})
  set(target neutrino_${R_NAME})
  add_library(${target} STATIC ${R_SOURCES})
  target_link_libraries(${target} PUBLIC neutrino_options)
  foreach(room IN LISTS R_ROOMS)
    target_link_libraries(${target} PUBLIC neutrino_${room})
  endforeach()
  target_link_libraries(${target} PRIVATE ${R_LINK})
  if(NEUTRINO_TESTS AND R_TESTS)
    neutrino_test(NAME ${R_NAME} SOURCES ${R_TESTS} LINK ${target} ${R_LINK} ${R_TEST_LINK})
  endif()
endfunction()

# A GoogleTest binary, test_<NAME>, one CTest case a test.
function(neutrino_test)
  cmake_parse_arguments(T "" "NAME" "SOURCES;LINK" ${ARGN})
  add_executable(test_${T_NAME} ${T_SOURCES})
  target_link_libraries(test_${T_NAME} PRIVATE neutrino_options ${T_LINK} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(test_${T_NAME} PRIVATE NEUTRINO_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  include(GoogleTest)
  gtest_discover_tests(test_${T_NAME} TEST_PREFIX "${T_NAME}." DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 120)
endfunction()
