#include "engine/vision/images/image_folder.h"

#include "engine/files/printable.h"
#include "engine/files/regular_file.h"
#include "engine/records/error.h"
#include "engine/vision/images/picture.h"

#include <algorithm>
#include <filesystem>

namespace ttt {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_file_bytes = std::size_t{256} << 20;

struct Found {
    std::string path;
    std::int32_t label = 0;
};

struct Listing {
    std::vector<Found> pictures;
    std::vector<std::string> classes;
    std::int64_t others = 0;  // files that are no pictures by their name
};

bool is_picture(const fs::path& path)
{
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

std::vector<fs::path> entries(const fs::path& folder)
{
    std::error_code error;
    std::vector<fs::path> found;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (!at->path().filename().string().starts_with('.'))
            found.push_back(at->path());
    if (error)
        throw Error("The folder " + printable_path(folder.string()) + " can't be read: " + error.message() + ".");
    std::sort(found.begin(), found.end());
    return found;
}

/// Pictures that lie in the folder itself.
void list_pictures(const fs::path& folder, std::int32_t label, Listing& listing)
{
    for (const fs::path& path : entries(folder))
        if (is_picture(path) && !fs::is_directory(path))
            listing.pictures.push_back({path.string(), label});
        else if (!fs::is_directory(path))
            ++listing.others;
}

/// Sub-folders with pictures are classes; what lies beside them belongs to none.
Listing list_folder(const std::string& folder)
{
    Listing classes;
    for (const fs::path& path : entries(folder)) {
        const std::size_t before = classes.pictures.size();
        if (fs::is_directory(path))
            list_pictures(path, static_cast<std::int32_t>(classes.classes.size()), classes);
        else
            ++classes.others;
        if (classes.pictures.size() > before)
            classes.classes.push_back(printable_path(path.filename().string()));
    }
    if (!classes.pictures.empty())
        return classes;
    Listing loose;
    list_pictures(folder, 0, loose);
    if (loose.pictures.empty())
        throw Error("The folder " + printable_path(folder) + " holds no PNG or JPEG file.");
    return loose;
}

/// The same share of every class: each of `most` places takes the picture that lies there.
std::vector<Found> thinned(const std::vector<Found>& all, std::int64_t most)
{
    const auto count = static_cast<std::int64_t>(all.size());
    if (most == 0 || most >= count)
        return all;
    std::vector<Found> kept;
    for (std::int64_t i = 0; i < most; ++i)
        kept.push_back(all[static_cast<std::size_t>(i * count / most)]);
    return kept;
}

/// All headers, before a pixel is decoded or a set allocated.
ImageShape common_shape(const std::vector<Found>& pictures, std::int64_t size)
{
    ImageShape common;
    for (const Found& found : pictures) {
        ImageShape shape = picture_shape(read_regular_file(found.path, most_file_bytes), printable_path(found.path));
        if (size > 0)
            shape.height = shape.width = size;
        if (common.height != 0 && (shape.height != common.height || shape.width != common.width))
            throw Error("Pictures differ in size: " + printable_path(found.path) + " has " +
                        std::to_string(shape.height) + " x " + std::to_string(shape.width) +
                        " pixels and the ones before it " + std::to_string(common.height) + " x " +
                        std::to_string(common.width) + "; --size 224 makes squares of all.");
        shape.channels = std::max(shape.channels, common.channels);
        common = shape;
    }
    return common;
}

Picture read_picture(const std::string& path, const ImageShape& shape)
{
    Picture picture = decode_picture(read_regular_file(path, most_file_bytes), printable_path(path));
    if (picture.shape.height != shape.height || picture.shape.width != shape.width)
        picture = centre_square(picture, shape.height);
    return shape.channels == 3 ? in_colour(std::move(picture)) : picture;
}

void add_remarks(const Listing& listing, std::vector<std::string>& remarks)
{
    if (listing.others > 0)
        remarks.push_back(std::to_string(listing.others) +
                          (listing.classes.empty() ? " files that are neither PNG nor JPEG were left out."
                                                   : " files outside of the classes' folders, or neither PNG nor JPEG, "
                                                     "were left out."));
    if (listing.classes.empty())
        remarks.push_back("The folder has no sub-folders, so the pictures have no labels and there is no error.");
}

}  // namespace

ImageFolder read_image_folder(const std::string& folder, std::int64_t size, std::int64_t most)
{
    const Listing listing = list_folder(folder);
    const std::vector<Found> pictures = thinned(listing.pictures, most);
    ImageFolder read;
    read.set.shape = common_shape(pictures, size);
    check_image_size("The folder " + printable_path(folder), pictures.size(), read.set.shape);
    read.set.pixels.reserve(pictures.size() * read.set.shape.bytes());
    for (const Found& found : pictures) {
        const Picture picture = read_picture(found.path, read.set.shape);
        if (picture.shape != read.set.shape)
            throw Error("The picture " + printable_path(found.path) + " changed while it was read.");
        read.set.pixels.insert(read.set.pixels.end(), picture.pixels.begin(), picture.pixels.end());
        if (!listing.classes.empty())
            read.set.labels.push_back(found.label);
    }
    read.set.class_names = listing.classes;
    add_remarks(listing, read.remarks);
    return read;
}

}  // namespace ttt
