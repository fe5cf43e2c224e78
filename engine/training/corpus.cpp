#include "engine/training/corpus.h"

#include "engine/records/error.h"
#include "engine/text/unread.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

namespace ttt {
namespace {

constexpr std::size_t corpus_file_limit = std::size_t{4} << 30;  // bytes of text

void cut_at_separator(std::string_view text, std::vector<std::string>& documents)
{
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(document_separator, begin), text.size());
        if (end > begin)
            documents.emplace_back(text.substr(begin, end - begin));
        begin = end + document_separator.size();
    }
}

/// Calls work(i) for every i below count on all cores; the first exception comes out.
template <class Work>
void in_parallel(std::size_t count, const Work& work)
{
    std::atomic<std::size_t> next = 0;
    const auto loop = [&] {
        for (std::size_t i = next++; i < count; i = next++)
            work(i);
    };
    std::vector<std::future<void>> workers;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
        workers.push_back(std::async(std::launch::async, loop));
    for (auto& worker : workers)
        worker.get();
}

}  // namespace

std::int64_t Corpus::token_count() const
{
    std::int64_t count = 0;
    for (const DocumentTokens& document : documents)
        count += static_cast<std::int64_t>(document.size());
    return count;
}

TextFile read_corpus_file(const std::string& path)
{
    TextFile file = open_text_file(path, corpus_file_limit);
    if (!file.encoding.empty())
        throw Error("The corpus file " + path + " is text in " + std::string(file.encoding) +
                    ", as its byte order mark says; save it as UTF-8.");
    return file;
}

CorpusText read_documents(const std::vector<std::string>& files)
{
    std::vector<TextFile> texts(files.size());
    in_parallel(files.size(), [&](std::size_t i) { texts[i] = read_corpus_file(files[i]); });
    CorpusText corpus;
    for (std::size_t i = 0; i < files.size(); ++i) {
        cut_at_separator(texts[i].text, corpus.documents);
        for (const std::string& remark : texts[i].remarks)
            corpus.remarks.push_back(files[i] + ": " + remark);
        std::string().swap(texts[i].text);
    }
    return corpus;
}

Corpus tokenize_corpus(const std::vector<std::string>& documents, const Tokenizer& tokenizer,
                       const std::stop_token& cancel)
{
    const auto end = tokenizer.id_of(document_separator);
    if (!end)
        throw Error("The tokenizer has no token " + std::string(document_separator) +
                    ", which must end every document.");
    Corpus corpus{
        .documents = std::vector<DocumentTokens>(documents.size()), .end_token = *end, .vocab_size = tokenizer.size()};
    std::atomic<std::size_t> unread = 0;
    in_parallel(documents.size(), [&](std::size_t i) {
        Encoding encoding = tokenizer.encode(documents[i], cancel);
        unread += unread_bytes(encoding, documents[i].size());
        corpus.documents[i] = std::move(encoding.ids);
        corpus.documents[i].push_back(*end);
    });
    corpus.unread_bytes = unread;
    return corpus;
}

}  // namespace ttt
