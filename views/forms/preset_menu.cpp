#include "views/forms/preset_menu.h"

#include <QActionGroup>
#include <QDialogButtonBox>
#include <QInputDialog>
#include <QPushButton>

#include <algorithm>

namespace ttt {

PresetMenu::PresetMenu(QSettings& settings, QWidget* parent) : QMenu(tr("Preset"), parent), store_(settings)
{
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &PresetMenu::fill);
    fill();
}

void PresetMenu::set_config(const RunConfig& config, bool is_valid)
{
    config_ = config;
    is_valid_ = is_valid;
}

QString PresetMenu::current_name() const
{
    for (const auto& presets : {shipped_presets(kind_of(config_)), saved()})
        for (const Preset& preset : presets)
            if (follows_preset(config_, preset))
                return preset.name;
    return {};
}

/// Those for runs of the kind that the form sets up.
std::vector<Preset> PresetMenu::saved() const
{
    std::vector<Preset> presets = store_.read();
    std::erase_if(presets, [kind = kind_of(config_)](const Preset& preset) { return kind_of(preset.config) != kind; });
    return presets;
}

void PresetMenu::add_presets(const std::vector<Preset>& presets)
{
    for (const Preset& preset : presets) {
        QAction* action = addAction(preset.name);
        group_->addAction(action);
        action->setCheckable(true);
        action->setChecked(follows_preset(config_, preset));
        connect(action, &QAction::triggered, this, [this, preset] { Q_EMIT chosen(preset); });
    }
}

void PresetMenu::fill()
{
    clear();
    delete group_;
    group_ = new QActionGroup(this);
    group_->setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
    add_presets(shipped_presets(kind_of(config_)));
    const auto own = saved();
    if (!own.empty())
        addSeparator();
    add_presets(own);
    addSeparator();
    QAction* save = addAction(tr("Save as…"));
    save->setEnabled(is_valid_);
    connect(save, &QAction::triggered, this, &PresetMenu::ask_name);
    if (own.empty())
        return;
    QMenu* remove = addMenu(tr("Delete"));
    for (const Preset& preset : own)
        connect(remove->addAction(preset.name), &QAction::triggered, this, [this, name = preset.name] {
            store_.remove(name);
            Q_EMIT presets_changed();
        });
}

bool PresetMenu::is_free(const QString& name) const
{
    const auto shipped = shipped_presets(kind_of(config_));
    return !name.isEmpty() &&
           std::none_of(shipped.begin(), shipped.end(), [&](const Preset& preset) { return preset.name == name; });
}

/// Opened, not executed: nothing waits for the answer.
void PresetMenu::ask_name()
{
    auto* dialog = new QInputDialog(parentWidget());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save as preset"));
    dialog->setLabelText(tr("Name of the preset; one of the same name is replaced:"));
    const auto check = [this, dialog](const QString& name) {
        if (auto* buttons = dialog->findChild<QDialogButtonBox*>())
            buttons->button(QDialogButtonBox::Ok)->setEnabled(is_free(name.trimmed()));
    };
    connect(dialog, &QInputDialog::textValueChanged, dialog, check);
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& name) {
        if (!is_free(name.trimmed()))
            return;
        store_.save(name.trimmed(), config_);
        Q_EMIT presets_changed();
    });
    dialog->open();
    check(dialog->textValue());
}

}  // namespace ttt
