#include "engine/text/stage_reader.h"
#include "engine/text/tokenizer_stages.h"

namespace ttt {
namespace {

using Json = nlohmann::json;

class NormalizerReader : public StageReader {
public:
    using StageReader::StageReader;

    void read(const Json& part)
    {
        const std::string type = begin(part);
        if (type == "Sequence") {
            for (const Json& inner : file_.list(part, "normalizers"))
                read(inner);
        } else if (type == "NFC") {
            spec_.normalizer.add_nfc();
        } else if (type == "Prepend") {
            spec_.normalizer.add_prepend(text(part, "prepend", type));
        } else if (type == "Replace") {
            const std::string content = text(part, "content", type);
            spec_.normalizer.add_replace(pattern_of(part, type), content);
            if (literal(part) == " ")
                add_blank(content, " ");
        } else {
            file_.fail("uses the normalizer " + type + ", and only NFC, Prepend, Replace and Sequence are supported");
        }
    }
};

class DecoderReader : public StageReader {
public:
    using StageReader::StageReader;

    void read(const Json& part)
    {
        const std::string type = begin(part);
        if (type == "Sequence")
            for (const Json& inner : file_.list(part, "decoders"))
                read(inner);
        else if (type == "ByteFallback")
            spec_.spelling.byte_tokens = true;
        else if (type == "ByteLevel")
            spec_.spelling.byte_characters = true;
        else if (type == "Metaspace")
            add_blank(text(part, "replacement", type), " ");
        else if (type == "Replace")
            add_blank(literal(part), text(part, "content", type));
    }
};

}  // namespace

void read_normalizer(const Json& normalizer, const TokenizerJson& file, TokenizerSpec& spec)
{
    if (!normalizer.is_null())
        NormalizerReader("normalizer", file, spec).read(normalizer);
}

void read_decoder(const Json& decoder, const TokenizerJson& file, TokenizerSpec& spec)
{
    if (!decoder.is_null())
        DecoderReader("decoder", file, spec).read(decoder);
}

}  // namespace ttt
