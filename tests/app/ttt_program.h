// Runs the real `ttt` in a folder of its own, on a tiny random model with one token per byte.
#pragma once

#include "engine/text/bpe_trainer.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <string>

namespace ttt::test {

struct Outcome {
    int code = -1;
    QString out;
    QString err;

    QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
};

inline constexpr const char* tiny_config = R"({
    "model_type": "qwen3", "vocab_size": 260, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 4,
    "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 16, "rms_norm_eps": 1e-6, "rope_theta": 10000,
    "tie_word_embeddings": false, "hidden_act": "silu", "max_position_embeddings": 512, "initializer_range": 0.3,
    "use_sliding_window": true, "sliding_window": 12, "max_window_layers": 0, "torch_dtype": "float32",
    "ttt_mode": true, "ttt_layers": [1, 3], "ttt_lr": 0.05, "ttt_chunk": 16, "ttt_target": "input_embed",
    "ttt_decay": true, "ttt_twin": "../twin")";

class Folder {
public:
    Folder()
    {
        environment_.insert("XDG_DATA_HOME", path("data"));
        environment_.insert("OMP_NUM_THREADS", "1");  // a tiny model gains nothing from more
    }

    QString path(const QString& name) const { return directory_.filePath(name); }

    void write(const QString& name, const std::string& bytes) const
    {
        QDir(directory_.path()).mkpath(QFileInfo(name).path());
        std::ofstream(path(name).toStdString(), std::ios::binary) << bytes;
    }

    QByteArray read(const QString& name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    void set(const QString& variable, const QString& value) { environment_.insert(variable, value); }

    /// Started in the folder, so that names of files may be relative. `prepare` runs in the child.
    void start(QProcess& process, const QStringList& arguments, std::function<void()> prepare = {}) const
    {
        process.setWorkingDirectory(directory_.path());
        process.setProcessEnvironment(environment_);
        if (prepare)
            process.setChildProcessModifier(std::move(prepare));
        process.start(TTT_PROGRAM, arguments);
    }

    Outcome run(const QStringList& arguments, std::function<void()> prepare = {}) const
    {
        QProcess process;
        start(process, arguments, std::move(prepare));
        if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit)
            return {};
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }

    /// model/ and its twin/, by `ttt model init`; text.txt of 150 bytes.
    void make_model() const
    {
        const std::string_view no_pair_twice = "a";
        write("byte.json",
              train_bpe(std::span(&no_pair_twice, 1), {.vocab_size = 257, .special_tokens = {"<|endoftext|>"}}));
        write("config.json", std::string(tiny_config) + "}");
        for (const auto& [name, seed] : {std::pair{"model", "5"}, {"twin", "6"}}) {
            const Outcome made = run({"model", "init", "--config", "config.json", "--tokenizer", "byte.json", "--model",
                                      name, "--seed", seed});
            QVERIFY2(made.code == 0, qPrintable(made.err));
        }
        write("text.txt", babble(150));
    }

    static std::string babble(int count)
    {
        std::string text;
        std::uint32_t state = 12345;
        for (int index = 0; index < count; ++index) {
            state = state * 1664525U + 1013904223U;
            text += "abcdefghijklmnopqrstuvwxyz  ETAOIN"[(state >> 16) % 34];
        }
        return text;
    }

private:
    QTemporaryDir directory_;
    QProcessEnvironment environment_ = QProcessEnvironment::systemEnvironment();
};

/// A fresh model learns nothing (its convolution is 0); taps set by hand write something.
inline QStringList run_arguments(const QStringList& more = {})
{
    return QStringList{"run",       "--model", "model",    "--document", "text.txt",
                       "--session", "s.ttt",   "--target", "lm-aligned"} +
           more;
}

}  // namespace ttt::test
