// The images of a run as CSV.
#pragma once

#include <iosfwd>
#include <string>

namespace ttt {

class SessionReader;
struct ImageSetRecord;

/// One row an image: index, source_index, label, corruption, severity, predicted_frozen, predicted_adapted,
/// entropy_frozen, entropy_adapted. What is not known is empty.
void export_images_csv(const SessionReader& reader, const std::string& id, const ImageSetRecord& images,
                       std::ostream& out);

}  // namespace ttt
