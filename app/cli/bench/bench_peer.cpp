#include "app/cli/bench/bench_peer.h"

#include "app/cli/bench/child_process.h"
#include "app/cli/bench/temporary_folder.h"
#include "app/places.h"
#include "engine/files/json.h"
#include "engine/records/error.h"

#include <fstream>
#include <utility>

namespace ttt {

namespace {

using Json = nlohmann::json;

/// Empty when there is no repository around the resources.
std::string shipped_peer()
{
    try {
        const std::filesystem::path path = std::filesystem::path(resources_folder()) / "../tests/bench/peer_cpu.py";
        return std::filesystem::exists(path) ? path.lexically_normal().string() : "";
    } catch (const Error&) {  // no shipped resources: a model of somebody's own
        return "";
    }
}

/// A program's last words: Python names the error in its last line.
std::string last_line(std::string text)
{
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text.substr(text.rfind('\n') + 1);  // npos + 1 is 0
}

void write_ids(const std::string& path, const std::vector<std::int32_t>& ids)
{
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(ids.data()), static_cast<std::streamsize>(ids.size() * sizeof ids[0]));
    if (!file.flush())
        throw Error("The tokens could not be written into a temporary file; is the disk full?");
}

PeerReading reading_of(const std::string& text)
{
    try {
        const Json json = parse_json(text, "What the peer printed");
        return {.program = json.at("peer"),
                .seconds = json.at("paired").at("seconds"),
                .perplexity_frozen = json.at("perplexity").at("frozen"),
                .perplexity_adapted = json.at("perplexity").at("adapted"),
                .patterns = json.at("patterns")};
    } catch (const Json::exception& error) {
        throw Error(std::string("The peer printed something else than its object: ") + error.what());
    }
}

}  // namespace

Peer::Peer(std::string python, std::string script) : python_(std::move(python)), script_(std::move(script))
{
    if (script_.empty())
        script_ = shipped_peer();
    if (script_.empty() || !std::filesystem::exists(script_)) {
        missing_ = "The peer's file, tests/bench/peer_cpu.py of the repository, was not found; name it with --peer.";
        return;
    }
    const ChildOutcome outcome = run_child({python_, "-c", "import torch"}, ChildErrors::kept);
    if (outcome.code != 0)
        missing_ = "'" + python_ + "' can't import torch (" +
                   (outcome.complaint.empty() ? "there is no such program" : last_line(outcome.complaint)) +
                   "); name another one with --python.";
}

PeerReading Peer::read(const RunHeader& header, const DocumentRecord& document, std::int64_t threads) const
{
    const TemporaryFolder folder;
    const std::string ids = folder.file("ids.i32");
    write_ids(ids, document.token_ids);
    std::vector<std::string> arguments{
        python_, script_,     "--model", header.config.model, "--ids",
        ids,     "--repeats", "1",       "--tokens",          std::to_string(header.item_count)};
    if (threads > 0)
        arguments.insert(arguments.end(), {"--threads", std::to_string(threads)});
    const ChildOutcome outcome = run_child(arguments, ChildErrors::kept);
    if (outcome.code != 0 || outcome.lines.empty())
        throw Error("The peer " + script_ + " failed: " + last_line(outcome.complaint));
    return reading_of(outcome.lines.back().text);
}

}  // namespace ttt
