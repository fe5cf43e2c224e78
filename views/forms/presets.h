// Named choices of the form: the shipped ones, and those that a person saved.
#pragma once

#include "engine/records/methods.h"

#include <QString>

#include <vector>

class QSettings;

namespace ttt {

struct Preset {
    QString name;
    RunConfig config;  // what is read, by which model, is left out
};

std::vector<Preset> shipped_presets(RunKind kind);

/// The configuration with the preset's choices, and its own model, twin, document and number of tokens, images and
/// their stream. Both are of one kind.
RunConfig with_preset(const RunConfig& config, const Preset& preset);
bool follows_preset(const RunConfig& config, const Preset& preset);

/// A person's presets, kept in settings under "run_presets". The settings outlive it; GUI thread.
class PresetStore {
public:
    explicit PresetStore(QSettings& settings) : settings_(settings) {}

    std::vector<Preset> read() const;                         // by name, of both kinds
    void save(const QString& name, const RunConfig& config);  // replaces one of the same name
    void remove(const QString& name);

private:
    void write(const std::vector<Preset>& presets);

    QSettings& settings_;
};

}  // namespace ttt
