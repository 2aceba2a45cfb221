//! Vectors of length 1, so that the cosine of the angle between two is their product.

/// What a text means: a vector of length 1, or empty where the model can say nothing of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Vector(Vec<f32>);

impl Vector {
    /// That of a text of which nothing can be said.
    pub(super) fn nothing() -> Self {
        Self(Vec::new())
    }

    /// Brings what a model gave to length 1.
    pub(super) fn new(mut numbers: Vec<f32>) -> Self {
        let length = numbers.iter().map(|n| n * n).sum::<f32>().sqrt();
        if !length.is_finite() || length == 0.0 {
            return Self::nothing();
        }
        for number in &mut numbers {
            *number /= length;
        }
        Self(numbers)
    }

    /// How many numbers it has.
    pub(super) fn dimensions(&self) -> usize {
        self.0.len()
    }

    /// As it is stored: 32-bit floats, little endian.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|n| n.to_le_bytes()).collect()
    }
}

/// How alike two texts are, from -1 to 1: the cosine of the angle between a vector and a stored one;
/// `None` where the two are not of one model, or one of them says nothing.
pub(crate) fn likeness(vector: &Vector, stored: &[u8]) -> Option<f32> {
    /// Sums side by side, which the compiler makes one instruction of.
    const LANES: usize = 8;
    let (numbers, rest) = stored.as_chunks::<4>();
    if numbers.is_empty() || !rest.is_empty() || numbers.len() != vector.0.len() {
        return None;
    }
    let mut lanes = [0.0_f32; LANES];
    for (ours, theirs) in vector.0.chunks(LANES).zip(numbers.chunks(LANES)) {
        for ((lane, ours), theirs) in lanes.iter_mut().zip(ours).zip(theirs) {
            *lane += ours * f32::from_le_bytes(*theirs);
        }
    }
    Some(lanes.iter().sum())
}
