// The menu of presets: choose one, save the form's choices under a name, delete one.
#pragma once

#include "views/forms/presets.h"

#include <QMenu>

class QActionGroup;

namespace ttt {

/// Owned by the form. GUI thread.
class PresetMenu : public QMenu {
    Q_OBJECT
public:
    PresetMenu(QSettings& settings, QWidget* parent);

    /// What the form says now; only what is valid can be saved.
    void set_config(const RunConfig& config, bool is_valid);
    /// Of the preset that the configuration follows; empty: none.
    QString current_name() const;

Q_SIGNALS:
    void chosen(const ttt::Preset& preset);
    void presets_changed();

private:
    void fill();
    std::vector<Preset> saved() const;
    void add_presets(const std::vector<Preset>& presets);
    void ask_name();
    bool is_free(const QString& name) const;

    PresetStore store_;
    QActionGroup* group_ = nullptr;
    RunConfig config_;
    bool is_valid_ = false;
};

}  // namespace ttt
