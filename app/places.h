// Where things are when the command line does not say: the shipped files and the user's session.
#pragma once

#include "engine/files/file_path.h"

#include <string>

namespace ttt {

/// resources/ of the installation: $TTT_RESOURCES, ../../resources (a build folder) or ../share/ttt-workbench beside
/// the program. Throws Error when there is none.
std::string resources_folder();

std::string shipped_model();     // directory
std::string shipped_document();  // text file

/// The net for images that fits the method: with batch norm, or what else it needs. Directory.
std::string shipped_net(const std::string& method);

std::string shipped_images();  // folder, see engine/vision/images/fashion_mnist.h

/// Before a run over images: the engine learns where the shipped ones are.
void tell_shipped_images();

/// The twin that the model's config.json names (ttt_twin), beside the folder or beside what it links to. Throws Error
/// when it names none.
std::string twin_of(const std::string& model_directory);

/// $XDG_DATA_HOME/ttt-workbench/sessions.ttt.
std::string default_session();

/// Makes the folder of a file that is to be written.
void make_parent_folder(const std::string& path);

}  // namespace ttt
