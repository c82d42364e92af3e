# `cmake --install`: the program with its data, and the SDK that plugins are built against out of tree;
# as two components, server and sdk.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS neutrino RUNTIME COMPONENT server)
# The program looks for its data beside its own folder: bin/neutrino, share/neutrino (src/server/data_folders.h).
set(data_folder "${CMAKE_INSTALL_DATADIR}/neutrino")
install(DIRECTORY api policy DESTINATION "${data_folder}" COMPONENT server
  FILES_MATCHING PATTERN "*.yaml" PATTERN "*.json" PATTERN "*.md")
install(DIRECTORY schema DESTINATION "${data_folder}" COMPONENT server
  FILES_MATCHING PATTERN "*.schema" PATTERN "*.md")
install(FILES etc/api-paste.ini DESTINATION "${data_folder}/etc" COMPONENT server)

# Header-only for plugins: what they call is in the program that loads them.
add_library(neutrino_sdk INTERFACE)
set_target_properties(neutrino_sdk PROPERTIES EXPORT_NAME sdk)
target_compile_features(neutrino_sdk INTERFACE cxx_std_20)
target_include_directories(neutrino_sdk INTERFACE "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/neutrino")
install(DIRECTORY include/neutrino DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT sdk
  FILES_MATCHING PATTERN "*.h")
install(TARGETS neutrino_sdk EXPORT neutrino COMPONENT sdk)
install(EXPORT neutrino NAMESPACE neutrino:: FILE neutrinoTargets.cmake DESTINATION "${package_folder}" COMPONENT sdk)
write_basic_package_version_file(neutrinoConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES cmake/neutrinoConfig.cmake "${CMAKE_CURRENT_BINARY_DIR}/neutrinoConfigVersion.cmake"
  DESTINATION "${package_folder}" COMPONENT sdk)
