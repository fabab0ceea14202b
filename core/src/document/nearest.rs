/// The known word nearest to `word`, when it is near enough to be meant: by
/// optimal string alignment, at most a third of its length away. Of several
/// the alphabetically first.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let length = lower.chars().count();
    if length == 0 || length > LENGTH_MAX {
        return None;
    }
    let most = (length / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (candidate.to_lowercase(), candidate))
        .filter(|(other, _)| (1..=most + length).contains(&other.chars().count()))
        .map(|(other, candidate)| (osa(&lower, &other), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Longer words are no names, and comparing them takes the square of their length.
const LENGTH_MAX: usize = 80;

/// How many insertions, deletions, replacements and swaps of neighbours lead
/// from one text to the other, no part being edited twice: the optimal string
/// alignment.
pub(crate) fn osa(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if swapped {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_the_literature() {
        for (a, b, expected) in [
            ("", "", 0),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("ca", "abc", 3),
            ("dentist", "dentists", 1),
            ("niche", "nihce", 1),
        ] {
            assert_eq!(osa(a, b), expected, "{a} {b}");
            assert_eq!(osa(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn only_a_near_word_is_offered_and_ties_go_by_name() {
        assert_eq!(nearest("dentist", ["garages", "dentists"]), Some("dentists"));
        assert_eq!(nearest("bakers", ["garages", "dentists"]), None);
        assert_eq!(nearest("bat", ["cat", "bar", "hat"]), Some("bar"));
        assert_eq!(nearest("EUr", ["USD", "EUR"]), Some("EUR"));
    }
}
