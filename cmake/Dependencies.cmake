# Everything that is not ours. Versions are Debian 12's; scripts/packages.txt names the packages.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(OpenSSL REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(SQLite3 REQUIRED)
find_path(SOCI_INCLUDE soci/soci.h REQUIRED)
find_library(SOCI_CORE_LIBRARY soci_core REQUIRED)
find_library(SOCI_SQLITE3_LIBRARY soci_sqlite3 REQUIRED)

add_library(neutrino_soci INTERFACE)
target_include_directories(neutrino_soci SYSTEM INTERFACE "${SOCI_INCLUDE}")
target_link_libraries(neutrino_soci INTERFACE "${SOCI_CORE_LIBRARY}" "${SOCI_SQLITE3_LIBRARY}" SQLite::SQLite3)


if(NEUTRINO_TESTS)
  find_package(GTest REQUIRED)
endif()
if(NEUTRINO_BENCH)
  find_package(benchmark REQUIRED)
endif()
